import { routes } from "@/lib/platform/web";
import { getReleaseDrills, postDrill } from "../../../_endpoints/drills";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getReleaseDrills, postDrill);
