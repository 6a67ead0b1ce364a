import { routes } from "@/lib/platform/web";
import { deleteFollowed, postFollowed } from "../../../_endpoints/notices";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(deleteFollowed, postFollowed);
