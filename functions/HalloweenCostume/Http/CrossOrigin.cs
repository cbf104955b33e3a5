using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace HalloweenCostume.Http;

public static class CrossOrigin
{
    /// <summary>
    /// Lets the pages of <c>ALLOWED_ORIGINS</c> call the API and read pictures. Goes before what refuses requests:
    /// a refused preflight tells its page nothing, a refused request a problem.
    /// </summary>
    /// <param name="others">The beginnings of further paths that these pages may read, such as <c>/objects/</c>.</param>
    public static void UseAllowedOrigins(this IApplicationBuilder app, params string[] others)
    {
        if (app.ApplicationServices.GetRequiredService<AllowedOrigins>().Origins.Count == 0)
            return;
        string[] shared = [Routes.Prefix, .. others];
        app.UseWhen(context => shared.Any(path => context.Request.Path.Value?.StartsWith(path, StringComparison.OrdinalIgnoreCase) ?? false), branch => branch
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
}
