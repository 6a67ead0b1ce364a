import { routes } from "@/lib/platform/web";
import { postRunEvent } from "../../../_endpoints/observations";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postRunEvent);
