/** Where the API has another origin: 'https://api.party.example'. The README names what else has to know. */
export const apiOrigin = '';
