using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Benchmarks;

/// <summary>The limit to compare with: a bare Kestrel endpoint that returns the same bytes from memory.</summary>
internal static class BarePeer
{
    public static async Task<int> ServeAsync(string file)
    {
        var bytes = await File.ReadAllBytesAsync(file);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Run(context =>
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.ContentLength = bytes.Length;
            return context.Response.Body.WriteAsync(bytes).AsTask();
        });
        await app.RunAsync();
        return 0;
    }
}
