import { routes } from "@/lib/platform/web";
import { postNote } from "../../../_endpoints/post-mortems";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postNote);
