import { routes } from "@/lib/platform/web";
import { postReviewNote } from "../../../_endpoints/review-meeting";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postReviewNote);
