using HalloweenCostume.Http;
using HalloweenCostume.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.Functions;

/// <param name="Open">Whoever can reach the host may use it.</param>
internal sealed record HostAccess(bool Open)
{
    // What whoever watches the app asks for, and what fal signs.
    private static readonly PathString[] _free = [$"{Routes.Prefix}{Routes.Health}", $"{Routes.Prefix}{Routes.FalWebhook}"];

    public static HostAccess From(SettingsReader settings)
    {
        // Core Tools on somebody's own machine listen on a loopback address.
        var own = !RunsInAzure(settings);
        var access = settings.OneOf("ACCESS", own ? "open" : "keys", "open", "keys");
        if (access == "open" && !own)
            settings.Refuse("ACCESS", "'open' is for one's own machine alone: in Azure the pictures would be everybody's.");
        return new(access == "open");
    }

    /// <summary>Azure names the site to its workers.</summary>
    public static bool RunsInAzure(SettingsReader settings) => settings.Has("WEBSITE_SITE_NAME");

    /// <summary>Lets this machine alone in, or whoever has a key.</summary>
    public void Guard(IApplicationBuilder app)
    {
        if (Open)
            app.UseLoopbackNamesOnly();
        else
            app.Use((context, next) => _free.Any(path => context.Request.Path.Equals(path, StringComparison.OrdinalIgnoreCase)) ? next(context) : Refuse(context));
    }

    // Closed to everybody: this version cannot issue keys.
    private static Task Refuse(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.Of(StatusCodes.Status401Unauthorized, "This needs an access key, and this version of the program does not issue any yet.").ExecuteAsync(context);
    }
}
