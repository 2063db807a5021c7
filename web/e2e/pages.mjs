// kinds are the kinds of page that the portal has, one address for each.
export const kinds = [
  { name: 'home', path: '/' },
  { name: 'all datasets', path: '/datasets' },
  { name: 'search', path: '/datasets?q=d%C3%A2n+s%E1%BB%91' },
  { name: 'search with filters', path: '/datasets?theme=environment&theme=health' },
  { name: 'search without results', path: '/datasets?q=xyzzyqwv' },
  { name: 'dataset', path: '/datasets/vn-places' },
  { name: 'second table, sorted', path: '/datasets/vn-provinces?resource=after&sort=-former_units' },
  { name: 'release', path: '/datasets/vn-places/releases/1' },
  { name: 'check report', path: '/datasets/vn-places/releases/1/checks/places' },
  { name: 'agencies', path: '/agencies' },
  { name: 'agency', path: '/agencies/NGUON-MAU' },
  { name: 'about', path: '/about' },
  { name: 'sign in', path: '/account/sign-in?back=%2Fdatasets' },
  { name: 'sign up', path: '/account/sign-up' },
  { name: 'no such page', path: '/no-such-page', status: 404 },
]
