using HalloweenCostume.Settings;

namespace HalloweenCostume.Fal.Webhooks;

/// <param name="Url">The public address of <c>/api/fal-webhook</c>, given to fal with each submit; without it fal calls nobody.</param>
/// <param name="JwksUrl">Where fal publishes the keys that its calls are signed with (RFC 7517).</param>
public sealed record FalWebhookOptions(Uri? Url, Uri JwksUrl)
{
    public static FalWebhookOptions From(SettingsReader settings) => new(
        settings.Has("FAL_WEBHOOK_URL") ? settings.Address("FAL_WEBHOOK_URL", "https://party.example/api/fal-webhook") : null,
        settings.Address("FAL_WEBHOOK_JWKS_URL", "https://rest.fal.ai/.well-known/jwks.json"));
}
