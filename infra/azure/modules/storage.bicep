metadata description = 'What the Functions host keeps (keys, Durable\'s queues and tables), the writer\'s lease and the published app. No shared key opens it.'

import { roles } from 'roles.bicep'

param location string

@maxLength(24)
param name string

@description('The function app\'s.')
param identityName string

@description('Whoever deploys: may put packages there, and nothing else.')
param deployerId string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource blobs 'blobServices' = {
    name: 'default'

    resource lease 'containers' = {
      name: 'halloween-costume'
    }

    resource packages 'containers' = {
      name: 'packages'
    }
  }
}

// What the host itself asks for: https://learn.microsoft.com/azure/azure-functions/manage-connections
var hostRoles = [roles.storageBlobDataOwner, roles.storageQueueDataContributor, roles.storageTableDataContributor]

resource host 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in hostRoles: {
    scope: account
    name: guid(account.id, identity.id, role)
    properties: {
      principalId: identity.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

resource deployer 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account::blobs::packages
  name: guid(account::blobs::packages.id, deployerId, roles.storageBlobDataContributor)
  properties: {
    principalId: deployerId
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.storageBlobDataContributor
    )
  }
}

output name string = account.name

@description('The function app\'s settings.')
output settings object = {
  AzureWebJobsStorage__accountName: account.name
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identity.properties.clientId
}

output packagesUrl string = '${account.properties.primaryEndpoints.blob}${account::blobs::packages.name}'
