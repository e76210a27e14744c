// Reads the view of a roll-up over JDBC, metadata included: java -cp postgresql.jar Read.java URL USER
import java.sql.*;

public class Read {
    public static void main(String[] args) throws Exception {
        try (Connection connection = DriverManager.getConnection(args[0], args[1], "")) {
            DatabaseMetaData meta = connection.getMetaData();
            try (ResultSet tables = meta.getTables(null, "public", "nps_monthly", null)) {
                while (tables.next())
                    System.out.println(tables.getString("TABLE_TYPE") + " " + tables.getString("TABLE_NAME") + ": " + tables.getString("REMARKS"));
            }
            try (ResultSet columns = meta.getColumns(null, "public", "nps_monthly", null)) {
                while (columns.next())
                    System.out.println(columns.getString("COLUMN_NAME") + " "
                        + JDBCType.valueOf(columns.getInt("DATA_TYPE")) + ": " + columns.getString("REMARKS"));
            }
            try (Statement statement = connection.createStatement();
                 ResultSet rows = statement.executeQuery("SELECT * FROM nps_monthly ORDER BY period, region")) {
                while (rows.next())
                    System.out.println(rows.getDate("period") + " " + rows.getString("region") + " " + rows.getLong("responses")
                        + " " + rows.getBigDecimal("nps").setScale(1, java.math.RoundingMode.HALF_UP) + " " + rows.getString("verdict"));
            }
        }
    }
}
