/** A value of type `T` that only code which means `Name` may pass on: identities are branded, quantities carry their unit in the name. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name };
