import { roles } from 'roles.bicep'

param location string
param name string
param identityName string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource scheduler 'Microsoft.DurableTask/schedulers@2025-11-01' = {
  name: name
  location: location
  properties: {
    sku: { name: 'Consumption' }
    // An empty list lets nobody in. Whoever calls must hold the role below in any case.
    ipAllowlist: ['0.0.0.0/0']
  }

  resource hub 'taskHubs' = {
    name: 'HalloweenCostume'
  }
}

resource worker 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: scheduler::hub
  name: guid(scheduler::hub.id, identity.id, roles.durableTaskDataContributor)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.durableTaskDataContributor
    )
  }
}

@description('The function app\'s settings that override its host.json.')
output settings object = {
  DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${scheduler.properties.endpoint};Authentication=ManagedIdentity;ClientID=${identity.properties.clientId}'
  AzureFunctionsJobHost__extensions__durableTask__hubName: scheduler::hub.name
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__type: 'azureManaged'
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING'
}
