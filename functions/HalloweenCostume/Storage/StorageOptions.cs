using HalloweenCostume.Settings;

namespace HalloweenCostume.Storage;

/// <param name="SignedUrlLifetime">How long a picture's signed URL works at the longest.</param>
/// <param name="LoraUrlLifetime">How long the URL works by which fal reads a LoRA.</param>
/// <param name="BackupBucket">For copies of the database.</param>
public sealed record StorageOptions(
    string LoraBucket, string GeneratedBucket, string UploadBucket, TimeSpan SignedUrlLifetime, TimeSpan LoraUrlLifetime, string BackupBucket = StorageOptions.DefaultBackupBucket)
{
    private const string DefaultBackupBucket = "halloween-costume-backups";

    public IEnumerable<string> Buckets => [LoraBucket, GeneratedBucket, UploadBucket, BackupBucket];

    public static StorageOptions From(SettingsReader settings) => new(
        Bucket(settings, "GCP_LORA_BUCKET_NAME", "halloween-costume-loras"),
        Bucket(settings, "GCP_USER_IMG_GENERATED_BUCKET_NAME", "halloween-costume-generated-images"),
        Bucket(settings, "GCP_USER_IMG_UPLOAD_BUCKET_NAME", "halloween-costume-images"),
        // Seven days is the longest life of a V4-signed URL.
        settings.Duration("SIGNED_URL_MINUTES", TimeSpan.FromMinutes(1), 15, 0.05, 7 * 24 * 60),
        settings.Duration("LORA_URL_HOURS", TimeSpan.FromHours(1), 24, 1, 7 * 24),
        Bucket(settings, "GCP_BACKUP_BUCKET_NAME", DefaultBackupBucket));

    private static string Bucket(SettingsReader settings, string name, string otherwise)
    {
        var bucket = settings.Text(name, otherwise);
        if (bucket.Length is >= 3 and <= 63 && bucket.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.')
            && !bucket.Contains("..", StringComparison.Ordinal)
            && char.IsAsciiLetterOrDigit(bucket[0]) && char.IsAsciiLetterOrDigit(bucket[^1]))
            return bucket;
        settings.Refuse(name, $"'{bucket}' should be 3 to 63 lower-case letters, digits, hyphens, underscores and single dots, with a letter or digit at both ends.");
        return otherwise;
    }
}
