// Stands beside the packages of the providers once they are installed, so that their names are looked up there.
export const load = (name) => import(name)
