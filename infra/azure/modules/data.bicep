metadata description = 'The share with the database. An account of its own: App Service mounts a share by the account\'s key and in no other way, so that here alone shared keys are on.'

param location string

@maxLength(24)
param name string

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource files 'fileServices' = {
    name: 'default'
    properties: {
      shareDeleteRetentionPolicy: { enabled: true, days: 14 }
      protocolSettings: {
        smb: { versions: 'SMB3.1.1', channelEncryption: 'AES-128-GCM;AES-256-GCM' }
      }
    }

    resource share 'shares' = {
      name: 'data'
      properties: { accessTier: 'TransactionOptimized', enabledProtocols: 'SMB', shareQuota: 100 }
    }
  }
}

output accountName string = account.name
output shareName string = account::files::share.name
