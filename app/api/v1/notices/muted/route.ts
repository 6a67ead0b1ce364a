import { routes } from "@/lib/platform/web";
import { getMuted } from "../../_endpoints/notices";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getMuted);
