import { routes } from "@/lib/platform/web";
import { getOneComponent, putComponent } from "../../_endpoints/catalogue";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getOneComponent, putComponent);
