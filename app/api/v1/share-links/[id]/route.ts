import { routes } from "@/lib/platform/web";
import { deleteShareLink } from "../../_endpoints/sharing";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(deleteShareLink);
