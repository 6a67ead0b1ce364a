import { routes } from "@/lib/platform/web";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes();
