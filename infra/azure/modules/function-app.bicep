metadata description = 'The function app on one instance that is always there: SQLite has one writer.'

param location string

@description('Up to 32 characters: the host\'s id is cut off there.')
@maxLength(32)
param name string

param identityName string
param dataAccountName string
param shareName string

@description('What follows from the other resources; the rest of the settings is here.')
param settings object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource dataAccount 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: dataAccountName
}

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: name
  location: location
  kind: 'elastic'
  sku: { name: 'EP1', tier: 'ElasticPremium', capacity: 1 }
  properties: { reserved: true, maximumElasticWorkerCount: 1 }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identity.id
    siteConfig: {
      linuxFxVersion: 'DOTNET-ISOLATED|10.0'
      http20Enabled: true
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      healthCheckPath: '/api/health'
      minimumElasticInstanceCount: 1
      functionAppScaleLimit: 1
    }
  }

  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource mounts 'config' = {
    name: 'azurestorageaccounts'
    properties: {
      data: {
        type: 'AzureFiles'
        accountName: dataAccount.name
        shareName: shareName
        mountPath: '/data'
        accessKey: dataAccount.listKeys().keys[0].value
      }
    }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: {
      FUNCTIONS_EXTENSION_VERSION: '~4'
      FUNCTIONS_WORKER_RUNTIME: 'dotnet-isolated'
      // No content share, for that would need a shared key: https://learn.microsoft.com/azure/azure-functions/storage-considerations#create-an-app-without-azure-files
      WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID: identity.id
      WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT: '1'
      AZURE_CLIENT_ID: identity.properties.clientId
      ACCESS: 'keys'
      // The Static Web App: whoever tries keys is slowed by the address that it saw.
      PROXIES_IN_FRONT: '1'
      DATA_DIR: '/data'
      DATABASE_PATH: '/data/halloween.db'
      SQLITE_JOURNAL_MODE: 'DELETE'
      SQLITE_LOCKS: 'off'
      // Static Web Apps gives an API 45 seconds: https://learn.microsoft.com/azure/static-web-apps/apis-overview#api-constraints
      GENERATE_WAIT_SECONDS: '40'
      FAL_WEBHOOK_URL: 'https://${app.properties.defaultHostName}/api/fal-webhook'
      ...settings
    }
    dependsOn: [mounts]
  }
}

output id string = app.id
