// casbin asks for it where there is none.
export { Buffer } from "buffer/";
