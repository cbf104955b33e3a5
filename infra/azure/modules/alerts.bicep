metadata description = 'Mail when pictures fail or the database is not backed up. A rule tells once when it begins and once when it is over.'

param location string
param workspaceId string
param email string

var rules = [
  {
    name: 'failed-generations'
    displayName: 'Pictures could not be made'
    description: 'At least one picture failed in the last quarter of an hour. What the safety check held back does not count.'
    severity: 2
    every: 'PT15M'
    query: '''
AppTraces
| where SeverityLevel >= 2 and Message startswith "Image "
| where not(Message contains "content_policy_violation" or Message contains "safety checker flagged")
'''
  }
  {
    name: 'fal-account'
    displayName: 'fal refuses the account'
    description: 'fal answered 401 or 403: the key is wrong, or the account is locked, as when its balance is used up. No picture is made until that is put right at fal.ai.'
    severity: 1
    every: 'PT5M'
    query: '''
AppTraces
| where Message contains "fal answered 403" or Message contains "fal answered 401"
'''
  }
  {
    name: 'failed-backups'
    displayName: 'The database was not backed up'
    description: 'A copy is due and could not be made. It is tried again each hour; the log says why.'
    severity: 2
    every: 'PT1H'
    // A line with an exception is kept as that exception: its own words are a property of it.
    query: '''
AppExceptions
| where tostring(Properties.OriginalFormat) startswith "The database could not be backed up"
'''
  }
]

resource operator 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'halloween-costume'
  location: 'Global'
  properties: {
    enabled: true
    groupShortName: 'costume'
    emailReceivers: [{ name: 'operator', emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: rule.name
    location: location
    kind: 'LogAlert'
    properties: {
      displayName: rule.displayName
      description: rule.description
      severity: rule.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: rule.every
      windowSize: rule.every
      autoMitigate: true
      // A new workspace does not know its tables yet.
      skipQueryValidation: true
      criteria: {
        allOf: [{ query: rule.query, timeAggregation: 'Count', operator: 'GreaterThan', threshold: 0 }]
      }
      actions: { actionGroups: [operator.id] }
    }
  }
]
