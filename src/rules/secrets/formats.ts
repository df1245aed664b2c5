/**
 * Credentials that say what they are: issuers give them a prefix so that scanners find them. Each line is a regular
 * expression without groups, of bounded length, and without a way to try one character twice.
 */
const ISSUED: readonly string[] = [
  // Clouds and hosts
  ...['(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}', 'ABSK[A-Za-z0-9+/]{109,269}={0,2}'],
  ...['bedrock-api-key-[\\w+/=-]{20,400}', 'LTAI[A-Za-z0-9]{20}', 'AIza[\\w-]{35}(?![\\w-])'],
  ...['GOCSPX-[\\w-]{28}', 'ya29\\.[\\w-]{30,300}', '[\\w~.]{3}\\dQ~[\\w~.-]{31,34}'],
  ...['do[opr]_v1_[a-f0-9]{64}', 'HRKU-[\\w-]{36,70}', 'fm[12][ar]?_[\\w+/]{90,500}={0,3}'],
  ...[
    'fo1_[\\w-]{43}',
    'v1\\.0-[a-f0-9]{24}-[a-f0-9]{146}',
    'sha256~[\\w-]{43}',
    'AQVN[\\w-]{35,38}',
  ],
  ...[
    't1\\.[\\w-]{1,60}=?\\.[\\w-]{60,120}=?',
    'tk-us-[\\w-]{48}',
    'SCW[A-Z0-9]{17}',
    'pul-[a-f0-9]{40}',
  ],
  ...[
    '[a-z0-9]{14}\\.atlasv1\\.[\\w=-]{60,70}',
    'hv[sb]\\.[\\w-]{24,300}',
    'dapi[a-f0-9]{32}(?:-\\d)?',
  ],
  ...[
    'dt0c01\\.[A-Za-z0-9]{24}\\.[A-Za-z0-9]{64}',
    'dp\\.(?:pt|ct|st|sa|scim|audit)\\.[A-Za-z0-9.]{40,60}',
  ],
  // Code and delivery
  ...['gh[pousr]_[A-Za-z0-9]{36}', 'github_pat_\\w{36,100}', 'GR1348941[\\w-]{20}'],
  ...[
    'gl(?:pat|ptt|rt|rtr|dt|cbt|ft|imt|agent|oas|soat|ffct)-[\\w.-]{20,70}',
    'ATATT3[\\w=-]{186}',
  ],
  ...['ATBB[A-Za-z0-9]{32}', 'npm_[A-Za-z0-9]{36}', 'pypi-[\\w-]{50,400}', 'rubygems_[a-f0-9]{48}'],
  ...['CLOJARS_[a-z0-9]{60}', 'oy2[a-z0-9]{43}', 'AKCp[A-Za-z0-9]{69}', 'cmVmd[A-Za-z0-9]{59}'],
  ...[
    'CCIPAT_\\w{22}_[a-f0-9]{40}',
    'sgp_(?:[a-f0-9]{16}_|local_)?[a-f0-9]{40}',
    'sntry[su]_[\\w+/=]{40,300}',
  ],
  ...[
    'glc_[\\w+/]{32,400}={0,3}',
    'glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}',
    'eyJrIjoi[\\w+/]{60,400}={0,3}',
  ],
  ...[
    'sq[apu]_[a-f0-9]{40}',
    'NR(?:AK|JS|II|AL)-[\\w-]{18,40}',
    'ico-[A-Za-z0-9]{32}(?!\\.\\w)',
    'phx_\\w{40,50}',
  ],
  ...[
    'API-[A-Z0-9]{26}(?!\\w)',
    'pnu_[A-Za-z0-9]{36}',
    '[ps]at\\.[\\w-]{22}\\.[A-Za-z0-9]{24}\\.[A-Za-z0-9]{20}',
  ],
  ...['PMAK-[a-f0-9]{24}-[a-f0-9]{34}', 'rdme_[a-z0-9]{70}', 'ops_eyJ[\\w+/]{100,1000}={0,3}'],
  ...[
    'A3-[A-Z0-9]{6}(?:-[A-Z0-9]{5,11}){4,5}',
    'AGE-SECRET-KEY-1[A-Z0-9]{58}',
    'p8e-[a-z0-9]{32}',
    'sl\\.[\\w=-]{130,152}',
    's\\.(?=[A-Za-z0-9]{0,22}\\d)[A-Za-z0-9]{24}(?!\\w)',
    'sm_(?:aat|pat|sat)_\\w{16}',
  ],
  // Models
  ...[
    'sk-ant-(?:api|admin)\\d\\d-[\\w-]{93}AA',
    'sk-[\\w-]{20,80}T3BlbkFJ[\\w-]{20,80}',
    'xai-\\w{80}',
  ],
  ...[
    'sk-(?:proj|svcacct|admin|or-v1)-[\\w-]{20,200}',
    'sk-[A-Za-z0-9]{32,64}(?![\\w-])',
    'gsk_\\w{52}',
  ],
  ...[
    'hf_[A-Za-z]{34}(?!\\w)',
    'api_org_[A-Za-z]{34}(?!\\w)',
    'pplx-\\w{48}',
    'r8_\\w{37}',
    'nvapi-[\\w-]{60,70}',
  ],
  // Money and shops
  ...[
    '[rs]k_(?:test|live|prod)_[A-Za-z0-9]{10,99}',
    'sk_[A-Za-z0-9]{29}(?!\\w)',
    'whsec_[\\w+/=]{32,64}',
  ],
  ...[
    'sq0[a-z]{3}-[\\w-]{22,43}',
    'EAAA[\\w-]{22,60}',
    'EZ[AT]K[A-Za-z0-9]{54}',
    'access_token\\$\\w{10,20}\\$\\w{32}',
  ],
  ...['FLW(?:PUB|SEC)K(?:_TEST)?-[a-h0-9]{12,32}(?:-X)?', 'duffel_(?:test|live)_[\\w=-]{43}'],
  ...['shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32}', 'shippo_(?:live|test)_[A-Fa-f0-9]{40}'],
  ...['access-(?:sandbox|development|production)-[a-f0-9-]{36}', 'fio-u-[\\w=-]{64}'],
  // Messages and people
  ...[
    'xox[bpsoare](?:-\\d{8,14}){2,3}-[\\w-]{20,40}',
    'xox[bpsoare]-\\d{8,14}-[A-Za-z0-9]{14,32}(?!\\w)',
  ],
  ...[
    'xapp-\\d-[A-Z0-9]{1,20}-\\d{1,20}-[a-z0-9]{1,80}',
    'xox[bosar]-(?=[\\w-]{0,40}\\d{3})[\\w-]{8,80}',
    'xoxe[a-z.]?xox[bp]-\\d-[A-Z0-9]{140,180}',
  ],
  ...[
    'xoxe-\\d-[A-Z0-9]{140,160}',
    'SG\\.[\\w=.-]{66}',
    'SK[a-f0-9]{32}',
    'xkeysib-[a-f0-9]{64}-\\w{16}',
  ],
  ...[
    'key-[a-f0-9]{32}',
    'pubkey-[a-f0-9]{32}',
    '[a-f0-9]{32}-us\\d{1,2}(?!\\w)',
    'EAA[MC][A-Za-z0-9]{80,300}',
  ],
  ...[
    '\\d{15,16}(?:\\||%7[cC]|%)[\\w-]{27,40}(?!\\w)',
    '\\d{5,16}:A[\\w-]{34}(?!\\w)',
    'A{22}[\\w%]{80,100}',
  ],
  ...['[\\w-]{23,26}\\.[\\w-]{6}\\.[\\w-]{27,38}(?![\\w.-])', '\\d{15,25}-[A-Za-z0-9]{20,40}'],
  // Data and documents
  ...[
    'ntn_\\d{11}[A-Za-z0-9]{35}',
    'secret_[A-Za-z0-9]{43}',
    'lin_api_[A-Za-z0-9]{40}',
    'CFPAT-[\\w-]{43}',
  ],
  ...[
    'pat[A-Za-z0-9]{14}\\.[a-f0-9]{64}',
    'pscale_(?:tkn|pw|oauth)_[\\w=.-]{32,64}',
    'sbp_[a-f0-9]{40}',
  ],
  ...[
    '4b1d[A-Za-z0-9]{38}(?!\\w)',
    'tfp_[\\w.=-]{59}',
    'dnkey-[\\w=-]{26}-[\\w=-]{52}',
    'endr\\+[A-Za-z0-9-]{16}',
  ],
  ...[
    '[psk]k\\.[\\w-]{60,90}\\.[\\w-]{20,24}',
    '\\w{6}_\\w{29}_mmk',
    'scauth_[\\w.-]{40,100}',
    's-s4t2(?:ud|af)-[a-f0-9]{64}',
  ],
  ...[
    '(?:sc|ext|scauth|authress)_[a-z0-9]{5,30}\\.[a-z0-9]{4,6}\\.acc[_-][a-z0-9-]{10,32}\\.[\\w+/=-]{30,120}',
  ],
  ...['hooks\\.slack\\.com/(?:services|workflows|triggers)/[\\w+/]{40,60}'],
  ...['[a-z0-9.-]{1,60}\\.webhook\\.office\\.com/webhookb2/[\\w@/-]{80,200}'],
  // What any service signs, plain or once more in base64
  'ZXlK[A-Za-z0-9+/]{60,4000}={0,2}',
  'ey[A-Za-z0-9_-]{15,2000}\\.ey[A-Za-z0-9_-]{10,4000}\\.[A-Za-z0-9_-]{10,1000}',
];

/** A token starts where no other goes on; an escaped line break may stand before it. */
export const issued = new RegExp(`(?:(?<![\\w-])|(?<=\\\\[nrt]))(?:${ISSUED.join('|')})`, 'g');
