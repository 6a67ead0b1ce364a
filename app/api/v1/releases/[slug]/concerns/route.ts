import { routes } from "@/lib/platform/web";
import { getConcerns, postConcern } from "../../../_endpoints/concerns";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getConcerns, postConcern);
