import { routes } from "@/lib/platform/web";
import { getReleasePostMortems, postPostMortem } from "../../../_endpoints/post-mortems";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getReleasePostMortems, postPostMortem);
