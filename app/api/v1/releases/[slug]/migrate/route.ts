import { routes } from "@/lib/platform/web";
import { postMigrate } from "../../../_endpoints/releases";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postMigrate);
