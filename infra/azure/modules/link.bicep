metadata description = 'The function app behind the site\'s /api: one origin for both. The link lets the site alone call the app, but for what needs no key.'

param siteName string
param functionAppName string

@description('The function app\'s.')
param location string

resource site 'Microsoft.Web/staticSites@2024-11-01' existing = {
  name: siteName
}

resource app 'Microsoft.Web/sites@2024-11-01' existing = {
  name: functionAppName
}

resource backend 'Microsoft.Web/staticSites/linkedBackends@2024-11-01' = {
  parent: site
  name: 'functions'
  properties: { backendResourceId: app.id, region: location }
}

resource access 'Microsoft.Web/sites/config@2024-11-01' = {
  parent: app
  name: 'authsettingsV2'
  properties: {
    platform: { enabled: true, runtimeVersion: '~1' }
    globalValidation: {
      requireAuthentication: true
      unauthenticatedClientAction: 'Return401'
      excludedPaths: ['/api/fal-webhook', '/api/health']
    }
    identityProviders: {
      azureStaticWebApps: {
        enabled: true
        registration: { clientId: site.properties.defaultHostname }
      }
    }
    httpSettings: { requireHttps: true }
  }
  // Linking writes these settings too, without the exceptions.
  dependsOn: [backend]
}
