metadata description = 'The two secrets. Without purge protection: both can be issued anew where they come from, and a household must be able to take all of it down.'

import { roles } from 'roles.bicep'

param location string

@maxLength(24)
param name string

@description('May read the secrets, and nothing else.')
param identityName string

@secure()
param falKey string

@secure()
param gcpPrivateKey string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 7
  }
}

resource falKeySecret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'fal-key'
  properties: { value: falKey }
}

resource gcpPrivateKeySecret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'gcp-private-key'
  properties: { value: gcpPrivateKey }
}

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, identity.id, roles.keyVaultSecretsUser)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsUser)
  }
}

// Without a version: a new key is taken up within a day, or at once when the deployment asks for it.
output falKeyReference string = '@Microsoft.KeyVault(VaultName=${vault.name};SecretName=${falKeySecret.name})'
output gcpPrivateKeyReference string = '@Microsoft.KeyVault(VaultName=${vault.name};SecretName=${gcpPrivateKeySecret.name})'
