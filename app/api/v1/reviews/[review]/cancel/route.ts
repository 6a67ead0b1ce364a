import { routes } from "@/lib/platform/web";
import { postCancel } from "../../../_endpoints/reviews";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postCancel);
