import { routes } from "@/lib/platform/web";
import { postResume } from "../../../_endpoints/catalogue";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postResume);
