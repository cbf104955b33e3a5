using HalloweenCostume.Http;
using HalloweenCostume.Local.Storage;
using Microsoft.Net.Http.Headers;

namespace HalloweenCostume.Local.Http;

internal static class CrossOrigin
{
    /// <summary>
    /// Lets the pages of <c>ALLOWED_ORIGINS</c> call the API and read pictures. Goes before what refuses requests:
    /// a refused preflight tells its page nothing, a refused request a problem.
    /// </summary>
    public static void UseAllowedOrigins(this WebApplication app)
    {
        if (app.Services.GetRequiredService<AllowedOrigins>().Origins.Count == 0)
            return;
        app.UseWhen(context => IsShared(context.Request.Path), shared => shared
            .Use((context, next) =>
            {
                context.Response.OnStarting(VaryByOrigin, context.Response.Headers);
                return next(context);
            })
            .UseCors());
    }

    // Also where no origin was sent: a picture that an <img> has left in the browser's cache is without the headers that a script needs.
    private static Task VaryByOrigin(object state)
    {
        var headers = (IHeaderDictionary)state;
        if (!headers.GetCommaSeparatedValues(HeaderNames.Vary).Contains(HeaderNames.Origin, StringComparer.OrdinalIgnoreCase))
            headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        return Task.CompletedTask;
    }

    private static bool IsShared(PathString path) =>
        path.Value is { } text && (text.StartsWith(Routes.Prefix, StringComparison.OrdinalIgnoreCase) || text.StartsWith(FolderObjectStore.Route, StringComparison.OrdinalIgnoreCase));
}
