declare module "*.json" {
  const text: string;
  export = text;
}
