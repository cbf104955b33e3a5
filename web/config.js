/** The API's origin where it is not the site's, such as 'https://api.party.example'; the README says what else has to know. */
export const apiOrigin = '';
