export { ListLoading as default } from "@/components/layout/page-loading";
