using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.Http;

public static class CommonHeaders
{
    public static void UseCommonHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        Set(context.Response.Headers);
        return next(context);
    });

    /// <summary>Nothing is kept by caches unless its endpoint says so; nothing is read as another type than it is sent as, or is a page that does something.</summary>
    public static void Set(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
    }

    /// <summary>
    /// Without keys, only this machine may talk to this host: a page elsewhere whose name is made to lead here (DNS rebinding)
    /// shows itself by the name it asks for.
    /// </summary>
    public static void UseLoopbackNamesOnly(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (Uri.TryCreate($"http://{context.Request.Host.Value}", UriKind.Absolute, out var host) && host.IsLoopback)
            return next(context);
        return Problems.Of(StatusCodes.Status421MisdirectedRequest, "This server answers on this machine only, as localhost.").ExecuteAsync(context);
    });
}
