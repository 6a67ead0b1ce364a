import { routes } from "@/lib/platform/web";
import { postReviewTime } from "../../../_endpoints/review-meeting";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postReviewTime);
