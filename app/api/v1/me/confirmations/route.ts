import { routes } from "@/lib/platform/web";
import { postConfirmation } from "../../_endpoints/account";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postConfirmation);
