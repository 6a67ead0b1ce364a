import { routes } from "@/lib/platform/web";
import { postAttendanceTick } from "../../../../_endpoints/review-meeting";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postAttendanceTick);
