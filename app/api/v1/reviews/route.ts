import { routes } from "@/lib/platform/web";
import { getReviews, postReview } from "../_endpoints/reviews";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getReviews, postReview);
