export default { extends: 'stylelint-config-recommended', reportNeedlessDisables: true, reportInvalidScopeDisables: true };
