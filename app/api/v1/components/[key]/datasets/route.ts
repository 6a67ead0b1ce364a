import { routes } from "@/lib/platform/web";
import { getDatasets, putDatasets } from "../../../_endpoints/observations";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getDatasets, putDatasets);
