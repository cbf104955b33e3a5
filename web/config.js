/**
 * Where the API lives, such as 'https://api.party.example'; empty: where the site is.
 * Elsewhere, ALLOWED_ORIGINS on its host has to name the site, and connect-src in staticwebapp.config.json the API
 * (img-src too, unless the pictures come from Google's storage).
 */
export const apiOrigin = '';
