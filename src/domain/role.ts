/** What a token lets its bearer do on a server. */
export const roles = ['viewer', 'contributor', 'auditor', 'admin'] as const
export type Role = (typeof roles)[number]

/** In a sentence: `an auditor`. */
export const aRole = (role: Role): string => `${/^[aeiou]/.test(role) ? 'an' : 'a'} ${role}`

/** `public` needs no token at all. */
export const permissions = ['public', 'read', 'record', 'export', 'tokens'] as const
export type Permission = (typeof permissions)[number]

/**
 * An admin manages tokens and never records, so that who lets people in cannot speak for them. No route asks for `export`
 * yet, so that an auditor may what a viewer may; a token that was made for one will open it.
 */
const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: ['public', 'read'],
  contributor: ['public', 'read', 'record'],
  auditor: ['public', 'read', 'export'],
  admin: ['public', 'read', 'tokens'],
}

export const may = (role: Role, permission: Permission): boolean => permissionsOf[role].includes(permission)
