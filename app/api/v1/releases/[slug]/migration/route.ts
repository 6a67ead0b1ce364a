import { routes } from "@/lib/platform/web";
import { getReleaseMigration } from "../../../_endpoints/releases";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getReleaseMigration);
