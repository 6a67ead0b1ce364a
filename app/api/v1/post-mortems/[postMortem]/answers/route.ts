import { routes } from "@/lib/platform/web";
import { postAnswer } from "../../../_endpoints/post-mortems";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postAnswer);
