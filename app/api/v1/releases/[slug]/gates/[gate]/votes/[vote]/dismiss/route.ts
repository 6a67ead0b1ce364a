import { routes } from "@/lib/platform/web";
import { postDismissal } from "../../../../../../../_endpoints/gates";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postDismissal);
