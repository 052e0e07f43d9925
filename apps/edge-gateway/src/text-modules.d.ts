declare module "*.json" {
  const text: string;
  export = text;
}

declare module "*.jsonc" {
  const text: string;
  export = text;
}
