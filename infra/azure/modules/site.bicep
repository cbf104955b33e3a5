metadata description = 'The static site. The Standard plan: the Free one cannot link a backend.'

param location string
param name string

resource site 'Microsoft.Web/staticSites@2024-11-01' = {
  name: name
  location: location
  sku: { name: 'Standard', tier: 'Standard' }
  properties: {
    allowConfigFileUpdates: true
    stagingEnvironmentPolicy: 'Disabled'
  }
}

output hostName string = site.properties.defaultHostname
