import { routes } from "@/lib/platform/web";
import { putReviewTime } from "../../../_endpoints/review-meeting";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(putReviewTime);
