metadata description = 'HalloweenCostume: the site, the function app behind it, and what these need.'

param location string = resourceGroup().location

@description('Static Web Apps are managed from few regions; the site itself is served from all over the world.')
@allowed(['centralus', 'eastasia', 'eastus2', 'westeurope', 'westus2'])
param siteLocation string

@description('A domain of your own for the site, such as party.example; empty for none.')
param siteDomain string = ''

@description('Name of the blob with the published function app.')
param packageName string

@secure()
param falKey string

param gcpProjectId string
param gcpClientEmail string

@secure()
param gcpPrivateKey string

param loraBucket string
param generatedBucket string
param uploadBucket string

@description('For copies of the database.')
param backupBucket string

@description('SHA-256, as hex, of a first admin\'s key; empty for none. The key itself is nowhere in Azure.')
param adminKeyHash string = ''

@description('How many images may be asked for in an hour by one key, and for one profile.')
param imagesPerHour string = '60'
param imagesPerDay string = '300'

@description('How many days a browser stays signed in.')
param sessionDays string = '30'

@description('Who is told when pictures fail.')
param alertEmail string

@description('Orchestrations in the Durable Task Scheduler instead of the storage account.')
param durableTaskScheduler bool = false

var suffix = uniqueString(resourceGroup().id)
var dataAccountName = 'hcdata${suffix}'
var functionAppName = 'halloween-costume-${suffix}'
var siteName = 'halloween-costume'

// User-assigned: it has its roles before the app starts for the first time, and keeps them if the app is made anew.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'halloween-costume'
  location: location
}

module monitoring 'modules/monitoring.bicep' = {
  params: { location: location, identityName: identity.name }
}

module alerts 'modules/alerts.bicep' = {
  params: { location: location, workspaceId: monitoring.outputs.workspaceId, email: alertEmail }
}

module storage 'modules/storage.bicep' = {
  params: { location: location, name: 'hc${suffix}', identityName: identity.name, deployerId: deployer().objectId }
}

module data 'modules/data.bicep' = {
  params: { location: location, name: dataAccountName }
}

module vault 'modules/vault.bicep' = {
  params: {
    location: location
    name: 'hc-${suffix}'
    identityName: identity.name
    falKey: falKey
    gcpPrivateKey: gcpPrivateKey
  }
}

module scheduler 'modules/durable-task-scheduler.bicep' = if (durableTaskScheduler) {
  params: { location: location, name: 'hc-${suffix}', identityName: identity.name }
}

module site 'modules/site.bicep' = {
  params: { location: siteLocation, name: siteName }
}

var siteOrigin = 'https://${empty(siteDomain) ? site.outputs.hostName : siteDomain}'

module functions 'modules/function-app.bicep' = {
  params: {
    location: location
    name: functionAppName
    identityName: identity.name
    dataAccountName: dataAccountName
    shareName: data.outputs.shareName
    settings: {
      ...storage.outputs.settings
      ...monitoring.outputs.settings
      WEBSITE_RUN_FROM_PACKAGE: '${storage.outputs.packagesUrl}/${packageName}'
      FAL_KEY: vault.outputs.falKeyReference
      GCP_PROJECT_ID: gcpProjectId
      GCP_CLIENT_EMAIL: gcpClientEmail
      GCP_PRIVATE_KEY: vault.outputs.gcpPrivateKeyReference
      GCP_LORA_BUCKET_NAME: loraBucket
      GCP_USER_IMG_GENERATED_BUCKET_NAME: generatedBucket
      GCP_USER_IMG_UPLOAD_BUCKET_NAME: uploadBucket
      GCP_BACKUP_BUCKET_NAME: backupBucket
      ADMIN_KEY_SHA256: adminKeyHash
      RATE_IMAGES_PER_HOUR: imagesPerHour
      RATE_IMAGES_PER_DAY: imagesPerDay
      SESSION_DAYS: sessionDays
      SITE_URL: siteOrigin
      ALLOWED_ORIGINS: siteOrigin
      ...(scheduler.?outputs.settings ?? {})
    }
  }
}

module link 'modules/link.bicep' = {
  params: { siteName: siteName, functionAppName: functionAppName, location: location }
  dependsOn: [site, functions]
}

output siteName string = siteName
output siteHostName string = site.outputs.hostName
output siteOrigin string = siteOrigin
output functionAppId string = functions.outputs.id
output storageName string = storage.outputs.name
