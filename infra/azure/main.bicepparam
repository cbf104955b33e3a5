using 'main.bicep'

// By the environment: so no secret is ever an argument or a file.
param siteLocation = readEnvironmentVariable('SITE_LOCATION')
param siteDomain = readEnvironmentVariable('SITE_DOMAIN', '')
param packageName = readEnvironmentVariable('PACKAGE_NAME')
param falKey = readEnvironmentVariable('FAL_KEY')
param gcpProjectId = readEnvironmentVariable('GCP_PROJECT_ID')
param gcpClientEmail = readEnvironmentVariable('GCP_CLIENT_EMAIL')
param gcpPrivateKey = readEnvironmentVariable('GCP_PRIVATE_KEY')
param loraBucket = readEnvironmentVariable('GCP_LORA_BUCKET_NAME')
param generatedBucket = readEnvironmentVariable('GCP_USER_IMG_GENERATED_BUCKET_NAME')
param uploadBucket = readEnvironmentVariable('GCP_USER_IMG_UPLOAD_BUCKET_NAME')
param adminKeyHash = readEnvironmentVariable('ADMIN_KEY_SHA256', '')
param imagesPerHour = readEnvironmentVariable('RATE_IMAGES_PER_HOUR', '60')
param imagesPerDay = readEnvironmentVariable('RATE_IMAGES_PER_DAY', '300')
param sessionDays = readEnvironmentVariable('SESSION_DAYS', '30')
param alertEmail = readEnvironmentVariable('ALERT_EMAIL')
param durableTaskScheduler = bool(readEnvironmentVariable('DURABLE_TASK_SCHEDULER', 'false'))
